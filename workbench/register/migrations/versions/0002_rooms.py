"""Rooms: join codes, the tokens of seats, and private answers, which the database refuses to change or delete."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSAL = "private answers are only ever added to"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "room",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("code", sa.String(12), nullable=False, unique=True),
        sa.Column("study_id", sa.String(200), nullable=False, index=True),
        sa.Column("answers_count", sa.Integer, nullable=False),
    )
    op.create_table(
        "seat_token",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("room_id", sa.String(40), sa.ForeignKey("room.id"), nullable=False),
        sa.Column("seat_id", sa.String(40), nullable=False),
        sa.Column("op_sha256", sa.String(64), nullable=False, index=True),
    )
    op.create_table(
        "private_answer",
        sa.Column("seq", big, primary_key=True, autoincrement=False),
        sa.Column("op_id", sa.String(100), nullable=False, unique=True),
        sa.Column("room_id", sa.String(40), sa.ForeignKey("room.id"), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("seat_id", sa.String(40), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_index("private_answer_by_seat", "private_answer", ["room_id", "seat_id", "step"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change_of_private_answer() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER private_answer_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON private_answer "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_private_answer()"
        )
    else:
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER private_answer_no_{action.lower()} BEFORE {action} ON private_answer "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        op.execute(
            "CREATE TRIGGER private_answer_no_replace BEFORE INSERT ON private_answer WHEN EXISTS "
            "(SELECT 1 FROM private_answer WHERE seq = NEW.seq OR op_id = NEW.op_id) "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("the register is never taken back; restore a backup instead")
