"""What the first page rests on, in reading order. A section with nothing to say is None and is left out."""

from __future__ import annotations

from workbench.exporters.sections.agreed import agreed_section
from workbench.exporters.sections.consequences import consequences_section
from workbench.exporters.sections.context import context_section
from workbench.exporters.sections.deployment import deployment_section
from workbench.exporters.sections.evidence import evidence_section
from workbench.exporters.sections.given_up import given_up_section
from workbench.exporters.sections.infeasible import infeasible_section
from workbench.exporters.sections.monitoring import monitoring_section
from workbench.exporters.sections.operating_point import operating_point_section
from workbench.exporters.sections.options import options_section
from workbench.exporters.sections.people import dissent_section, sign_off_section
from workbench.exporters.sections.reproduction import reproduction_section
from workbench.exporters.sections.session import session_section
from workbench.exporters.sections.swap import swap_section
from workbench.exporters.sections.why import why_section

SECTIONS = (
    context_section,
    agreed_section,
    options_section,
    operating_point_section,
    deployment_section,
    why_section,
    infeasible_section,
    given_up_section,
    swap_section,
    consequences_section,
    evidence_section,
    monitoring_section,
    dissent_section,
    sign_off_section,
    reproduction_section,
    session_section,
)
