"""Every check, in the order in which they run."""

from __future__ import annotations

from wxsim.check.check import Check
from wxsim.check.login import (
    code_empty as login_code_empty,
    code_expired as login_code_expired,
    code_missing as login_code_missing,
    code_of_other_app as login_code_of_other_app,
    code_once as login_code_once,
    code_unknown as login_code_unknown,
    code_used as login_code_used,
    fifty_at_once as login_fifty_at_once,
    fresh_code as login_fresh_code,
    no_retry_when_used as login_no_retry_when_used,
    parameters as login_parameters,
    same_person as login_same_person,
    two_people as login_two_people,
)
from wxsim.check.phone import (
    code_once as phone_code_once,
    login_code as phone_login_code,
    number as phone_number,
    token_expired as phone_token_expired,
    token_renewed as phone_token_renewed,
    token_reused as phone_token_reused,
    two_workers as phone_two_workers,
)
from wxsim.check.profile import (
    anonymous as profile_anonymous,
    foreign_watermark as profile_foreign_watermark,
    genuine as profile_genuine,
    nicknames as profile_nicknames,
    no_json as profile_no_json,
    old_data as profile_old_data,
    tampered_raw_data as profile_tampered_raw_data,
    tampered_signature as profile_tampered_signature,
    wrong_iv as profile_wrong_iv,
)
from wxsim.check.robustness import (
    big_body as robustness_big_body,
    code_of_another_kind as robustness_code_of_another_kind,
    deep_json as robustness_deep_json,
    long_code as robustness_long_code,
    wrong_content_type as robustness_wrong_content_type,
    wrong_method as robustness_wrong_method,
)
from wxsim.check.secrets import (
    access_token as secrets_access_token,
    app_secret as secrets_app_secret,
    openid_not_believed as secrets_openid_not_believed,
    session_key as secrets_session_key,
    token_fresh as secrets_token_fresh,
    token_long as secrets_token_long,
    token_not_derived as secrets_token_not_derived,
)
from wxsim.check.sessions import (
    altered as sessions_altered,
    empty as sessions_empty,
    key_renewed as sessions_key_renewed,
    login_again as sessions_login_again,
    made_up as sessions_made_up,
    own_data as sessions_own_data,
)
from wxsim.check.trouble import (
    blocked as trouble_blocked,
    busy as trouble_busy,
    dropped as trouble_dropped,
    half_an_answer as trouble_half_an_answer,
    hang as trouble_hang,
    http_500 as trouble_http_500,
    lost_answer as trouble_lost_answer,
    no_json as trouble_no_json,
    rate_limited as trouble_rate_limited,
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
    phone_two_workers.CHECK,
    # robustness
    robustness_big_body.CHECK,
    robustness_wrong_content_type.CHECK,
    robustness_deep_json.CHECK,
    robustness_wrong_method.CHECK,
    robustness_code_of_another_kind.CHECK,
    robustness_long_code.CHECK,
)

CHECKS_BY_ID = {check.id: check for check in CHECKS}
