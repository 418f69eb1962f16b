"""What Slack answers, in words of what a person does; and what becomes of the message."""

import pytest

from adapters.slack.errors import ADVICE, HOPELESS, MENDABLE, WAIT
from adapters.slack.showing.chat import SlackChat
from cadence.errors import DeliveryError, NeedsMending, TryLater, Undeliverable
from cadence.ports import Op
from tests.adapters.slack.served import Served, tenant
from tests.adapters.slack.test_chat import delivery
from tests.fakes.slack import FakeSlack, Fault

DOCUMENTED = [
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "is_inactive",
    "messages_tab_disabled",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel",
    "restricted_action_thread_locked",
    "cannot_reply_to_message",
    "app_access_restricted",
    "channel_is_limited_access",
    "ekm_access_denied",
    "team_added_to_org",
    "org_login_required",
    "user_disabled",
    "user_not_found",
    "user_not_visible",
    "thread_not_found",
    "cant_update_message",
    "message_not_found",
    "edit_window_closed",
    "block_mismatch",
    "msg_too_long",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "invalid_auth",
    "enterprise_is_restricted",
    "access_denied",
    "not_enabled",
    "view_too_large",
    "missing_scope",
    "external_channel_migrating",
    "streaming_state_conflict",
    "ratelimited",
    "invalid_blocks",
    "invalid_arguments",
]


@pytest.mark.parametrize("code", DOCUMENTED)
def test_every_error_that_slack_documents_for_what_we_do_is_known(code: str) -> None:
    assert code in ADVICE or code in WAIT


@pytest.mark.parametrize("code", sorted(ADVICE))
def test_every_advice_is_a_sentence_that_says_what_to_do(code: str) -> None:
    assert ADVICE[code].endswith(".")
    assert len(ADVICE[code]) > 30


async def raised(slack: FakeSlack, code: str) -> DeliveryError:
    slack.fail("chat.update", Fault(error=code))
    with pytest.raises(DeliveryError) as caught:
        await SlackChat(Served(tenant(slack))).update(delivery(op=Op.UPDATE, ref="C1GROWTH:1.1"))
    return caught.value


@pytest.mark.parametrize("code", sorted(MENDABLE))
async def test_what_can_be_mended_waits_and_names_the_code(slack: FakeSlack, code: str) -> None:
    error = await raised(slack, code)
    assert isinstance(error, NeedsMending)
    assert (error.code, str(error)) == (code, f"Slack said {code}. {ADVICE[code]}")


@pytest.mark.parametrize("code", sorted(HOPELESS))
async def test_what_slack_never_takes_is_given_up_and_names_the_code(slack: FakeSlack, code: str) -> None:
    error = await raised(slack, code)
    assert isinstance(error, Undeliverable)
    assert (error.code, str(error)) == (code, f"Slack said {code}. {ADVICE[code]}")


@pytest.mark.parametrize("code", sorted(WAIT))
async def test_what_passes_by_itself_is_tried_later(slack: FakeSlack, code: str) -> None:
    error = await raised(slack, code)
    assert type(error) is TryLater
    assert error.code == code
