"""What Slack refuses, and what it would take but Drumbeat must never send. Pure."""

from tests.fakes.slack.limits.blocks import faults_of_home, faults_of_message, faults_of_view

__all__ = ["faults_of_home", "faults_of_message", "faults_of_view"]
