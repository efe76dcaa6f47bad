"""Every check, in the order in which they run."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.login import (
    code_empty as login_code_empty,
)
from wxsim.check.login import (
    code_expired as login_code_expired,
)
from wxsim.check.login import (
    code_missing as login_code_missing,
)
from wxsim.check.login import (
    code_of_other_app as login_code_of_other_app,
)
from wxsim.check.login import (
    code_once as login_code_once,
)
from wxsim.check.login import (
    code_unknown as login_code_unknown,
)
from wxsim.check.login import (
    code_used as login_code_used,
)
from wxsim.check.login import (
    fifty_at_once as login_fifty_at_once,
)
from wxsim.check.login import (
    fresh_code as login_fresh_code,
)
from wxsim.check.login import (
    no_retry_when_used as login_no_retry_when_used,
)
from wxsim.check.login import (
    parameters as login_parameters,
)
from wxsim.check.login import (
    same_person as login_same_person,
)
from wxsim.check.login import (
    two_people as login_two_people,
)
from wxsim.check.phone import (
    code_once as phone_code_once,
)
from wxsim.check.phone import (
    login_code as phone_login_code,
)
from wxsim.check.phone import (
    number as phone_number,
)
from wxsim.check.phone import (
    token_expired as phone_token_expired,
)
from wxsim.check.phone import (
    token_renewed as phone_token_renewed,
)
from wxsim.check.phone import (
    token_reused as phone_token_reused,
)
from wxsim.check.profile import (
    anonymous as profile_anonymous,
)
from wxsim.check.profile import (
    foreign_watermark as profile_foreign_watermark,
)
from wxsim.check.profile import (
    genuine as profile_genuine,
)
from wxsim.check.profile import (
    nicknames as profile_nicknames,
)
from wxsim.check.profile import (
    no_json as profile_no_json,
)
from wxsim.check.profile import (
    old_data as profile_old_data,
)
from wxsim.check.profile import (
    tampered_raw_data as profile_tampered_raw_data,
)
from wxsim.check.profile import (
    tampered_signature as profile_tampered_signature,
)
from wxsim.check.profile import (
    wrong_iv as profile_wrong_iv,
)
from wxsim.check.robustness import (
    big_body as robustness_big_body,
)
from wxsim.check.robustness import (
    code_of_another_kind as robustness_code_of_another_kind,
)
from wxsim.check.robustness import (
    deep_json as robustness_deep_json,
)
from wxsim.check.robustness import (
    long_code as robustness_long_code,
)
from wxsim.check.robustness import (
    wrong_content_type as robustness_wrong_content_type,
)
from wxsim.check.robustness import (
    wrong_method as robustness_wrong_method,
)
from wxsim.check.secrets import (
    access_token as secrets_access_token,
)
from wxsim.check.secrets import (
    app_secret as secrets_app_secret,
)
from wxsim.check.secrets import (
    openid_not_believed as secrets_openid_not_believed,
)
from wxsim.check.secrets import (
    session_key as secrets_session_key,
)
from wxsim.check.secrets import (
    token_fresh as secrets_token_fresh,
)
from wxsim.check.secrets import (
    token_long as secrets_token_long,
)
from wxsim.check.secrets import (
    token_not_derived as secrets_token_not_derived,
)
from wxsim.check.sessions import (
    altered as sessions_altered,
)
from wxsim.check.sessions import (
    empty as sessions_empty,
)
from wxsim.check.sessions import (
    key_renewed as sessions_key_renewed,
)
from wxsim.check.sessions import (
    login_again as sessions_login_again,
)
from wxsim.check.sessions import (
    made_up as sessions_made_up,
)
from wxsim.check.sessions import (
    own_data as sessions_own_data,
)
from wxsim.check.trouble import (
    blocked as trouble_blocked,
)
from wxsim.check.trouble import (
    busy as trouble_busy,
)
from wxsim.check.trouble import (
    dropped as trouble_dropped,
)
from wxsim.check.trouble import (
    half_an_answer as trouble_half_an_answer,
)
from wxsim.check.trouble import (
    hang as trouble_hang,
)
from wxsim.check.trouble import (
    http_500 as trouble_http_500,
)
from wxsim.check.trouble import (
    lost_answer as trouble_lost_answer,
)
from wxsim.check.trouble import (
    no_json as trouble_no_json,
)
from wxsim.check.trouble import (
    rate_limited as trouble_rate_limited,
)
from wxsim.check.trouble import (
    wrong_secret as trouble_wrong_secret,
)

CHECKS: tuple[Check, ...] = (
    # login
    login_fresh_code.CHECK,
    login_code_missing.CHECK,
    login_code_empty.CHECK,
    login_code_unknown.CHECK,
    login_code_expired.CHECK,
    login_code_used.CHECK,
    login_code_of_other_app.CHECK,
    login_code_once.CHECK,
    login_no_retry_when_used.CHECK,
    login_parameters.CHECK,
    login_same_person.CHECK,
    login_two_people.CHECK,
    login_fifty_at_once.CHECK,
    # secrets
    secrets_session_key.CHECK,
    secrets_app_secret.CHECK,
    secrets_access_token.CHECK,
    secrets_token_long.CHECK,
    secrets_token_fresh.CHECK,
    secrets_token_not_derived.CHECK,
    secrets_openid_not_believed.CHECK,
    # trouble
    trouble_busy.CHECK,
    trouble_rate_limited.CHECK,
    trouble_blocked.CHECK,
    trouble_wrong_secret.CHECK,
    trouble_http_500.CHECK,
    trouble_no_json.CHECK,
    trouble_half_an_answer.CHECK,
    trouble_hang.CHECK,
    trouble_dropped.CHECK,
    trouble_lost_answer.CHECK,
    # sessions
    sessions_made_up.CHECK,
    sessions_altered.CHECK,
    sessions_empty.CHECK,
    sessions_own_data.CHECK,
    sessions_key_renewed.CHECK,
    sessions_login_again.CHECK,
    # profile
    profile_genuine.CHECK,
    profile_tampered_raw_data.CHECK,
    profile_tampered_signature.CHECK,
    profile_wrong_iv.CHECK,
    profile_foreign_watermark.CHECK,
    profile_old_data.CHECK,
    profile_no_json.CHECK,
    profile_nicknames.CHECK,
    profile_anonymous.CHECK,
    # phone
    phone_number.CHECK,
    phone_code_once.CHECK,
    phone_login_code.CHECK,
    phone_token_reused.CHECK,
    phone_token_renewed.CHECK,
    phone_token_expired.CHECK,
    # robustness
    robustness_big_body.CHECK,
    robustness_wrong_content_type.CHECK,
    robustness_deep_json.CHECK,
    robustness_wrong_method.CHECK,
    robustness_code_of_another_kind.CHECK,
    robustness_long_code.CHECK,
)

CHECKS_BY_ID = {check.id: check for check in CHECKS}
