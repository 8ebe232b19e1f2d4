"""The numbers the ministry answers for: counting rules, periods, targets, frozen figures."""
