"""Signing in and one's own account."""

TABLE = r"""
L/account/login/                                                      -          .>>>>>>>>  .>>>>>>>>
L/account/login/code/                                                 -          .>>>>>>>>  .>>>>>>>>
L/account/login/code/confirm/                                         -          i>>>>>>>>  i>>>>>>>>
L/account/logout/                                                     -          >........  >>>>>>>>>
L/account/inactive/                                                   -          .........  mmmmmmmmm
L/account/signup/                                                     -          .>>>>>>>>  .>>>>>>>>
L/account/reauthenticate/                                             -          i........  i........
L/account/email/                                                      -          i........  i>>>>>>>>
L/account/confirm-email/                                              -          .........  mmmmmmmmm
L/account/^confirm-email/(?P<key>[-:\w]+)/$                           -          .........  000000000
L/account/phone/                                                      -          i>>>>>>>>  i>>>>>>>>
L/account/password/change/                                            -          i........  i........
L/account/password/set/                                               -          i>>>>>>>>  i>>>>>>>>
L/account/password/reset/                                             -          .........  .........
L/account/password/reset/done/                                        -          .........  mmmmmmmmm
L/account/password/reset/key/done/                                    -          .........  mmmmmmmmm
L/account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$  -          .........  .........
L/account/2fa/                                                        -          i........  immmmmmmm
L/account/2fa/authenticate/                                           -          i>>>>>>>>  i>>>>>>>>
L/account/2fa/reauthenticate/                                         -          i>>>>>>>>  i>>>>>>>>
L/account/2fa/totp/activate/                                          -          i>>>>>>>>  i>>>>>>>>
L/account/2fa/totp/deactivate/                                        -          i00000000  i00000000
L/account/2fa/recovery-codes/                                         -          i00000000  immmmmmmm
L/account/2fa/recovery-codes/download/                                -          i00000000  i00000000
L/account/2fa/recovery-codes/generate/                                -          i>>>>>>>>  i>>>>>>>>
L/account/2fa/webauthn/                                               -          i........  immmmmmmm
L/account/2fa/webauthn/add/                                           -          i>>>>>>>>  i>>>>>>>>
L/account/2fa/webauthn/login/                                         -          i>>>>>>>>  i>>>>>>>>
L/account/2fa/webauthn/reauthenticate/                                -          i>>>>>>>>  i>>>>>>>>
L/account/2fa/webauthn/keys/<int:pk>/edit/                            none       i>>>>>>>>  i>>>>>>>>
L/account/2fa/webauthn/keys/<int:pk>/remove/                          none       i>>>>>>>>  i>>>>>>>>
"""

ADDRESSES = {
    r"L/account/^confirm-email/(?P<key>[-:\w]+)/$": "/fr/account/confirm-email/x/",
    r"L/account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "/fr/account/password/reset/key/1-x/",
}
