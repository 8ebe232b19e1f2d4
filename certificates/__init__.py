"""Who earned a certificate, how it is issued, drawn and verified."""
