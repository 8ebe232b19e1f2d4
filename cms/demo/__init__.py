"""The demonstration: an invented network with two years of training, loaded by `manage.py load_demo`.

Places are real provinces; units, associations and persons are invented and marked as demonstration data. No module
here is imported by the portal itself.
"""
