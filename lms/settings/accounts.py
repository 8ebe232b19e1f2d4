"""Accounts and sign-in: django-allauth, by invitation only."""

from . import env

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["lms.people.sign_in.OneFieldBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "lms.people.adapters.InvitationOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "verify_certificate": "30/m/ip,300/h/ip", "open_card": "20/m/ip,200/h/ip", "sign_in_phone": "10/h/user",
}  # fmt: skip
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0)
# Whoever has a role beyond learner passes a second factor (lms.people.second_factor). Off for a demonstration only.
SECOND_FACTOR_REQUIRED = env.boolean("SECOND_FACTOR_REQUIRED", True)
MFA_ADAPTER = "lms.people.second_factor_secrets.EncryptingAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Takwin"
MFA_FORMS = {
    "add_webauthn": "lms.people.second_factor_forms.AddPasskeyForm",
    "edit_webauthn": "lms.people.second_factor_forms.RenamePasskeyForm",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "signed-in"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# A session may last as long as the longest limit of lms.people.session_limits, which ends most of them earlier.
SESSION_COOKIE_AGE = 90 * 24 * 3600
# Where short messages go: a function (phone, text) by its dotted name (lms.core.sms).
SMS_BACKEND = env.text("SMS_BACKEND", "lms.core.sms.nowhere")
