"""Settings: defaults, a TOML file, the environment, the command line; later ones win.

``policy-debate.toml`` in the current folder (or the file that ``POLICY_DEBATE_CONFIG``
names) and variables such as ``POLICY_DEBATE_MODEL`` or
``POLICY_DEBATE_LIMITS__MAX_FILE_BYTES``. An unknown key is refused.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from corpus import Limits
from index import PACKAGED, Mode
from rag.errors import ConfigError

CONFIG_FILE = "policy-debate.toml"
CONFIG_VARIABLE = "POLICY_DEBATE_CONFIG"


def default_index_path() -> Path:
    """Where the index lives unless told otherwise: in the user's data folder."""
    return user_data_path("policy-debate", appauthor=False) / "index"


class Settings(BaseSettings):
    """All that can be set. Build it with :func:`load_settings` to get clear errors."""

    model_config = SettingsConfigDict(
        env_prefix="POLICY_DEBATE_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    index: Path = Field(default_factory=default_index_path)
    model: str = PACKAGED
    passages: int = Field(default=24, ge=1, le=500, description="retrieved for one question")
    search: Mode = "fused"
    late_interaction: bool = True
    statements: int = Field(default=3, ge=1, le=50, description="in one answer at most")
    answer_from: float = Field(
        default=0.35, ge=0.0, le=1.0, description="confidence below which the answer abstains"
    )
    max_question_chars: int = Field(default=2_000, ge=1)
    limits: Limits = Limits()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The command line and callers first, then the environment, then the file."""
        toml = TomlConfigSettingsSource(settings_cls, toml_file=_config_file())
        return init_settings, env_settings, toml


def load_settings(**given: Any) -> Settings:
    """Settings with ``given`` on top; raises :class:`ConfigError` naming the setting."""
    named = os.environ.get(CONFIG_VARIABLE)
    if named and not Path(named).is_file():
        raise ConfigError(
            f"The settings file {named} does not exist; correct {CONFIG_VARIABLE} or unset it."
        )
    try:
        return Settings(**{key: value for key, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"The setting {name!r} can't be used: {first['msg'].rstrip('.').lower()}; correct it "
            f"in {_config_file()} or in the environment."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"The settings file {_config_file()} is not TOML: {error}.") from error


def _config_file() -> Path:
    # CONFIG_VARIABLE itself would be an unknown key if pydantic read it: it has no field.
    return Path(os.environ.get(CONFIG_VARIABLE) or CONFIG_FILE)
