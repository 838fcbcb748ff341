"""The colours and sizes of Gradio's own widgets; ``style.css`` has the rest."""

from __future__ import annotations

import gradio as gr

# Only fonts that are on the reader's computer: nothing is fetched.
SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]


def theme() -> gr.themes.Base:
    """Paper and ink with one accent, light and dark; the values of ``style.css``."""
    base = gr.themes.Base(
        font=SANS,
        font_mono=MONO,
        radius_size=gr.themes.sizes.radius_md,
        text_size=gr.themes.sizes.text_md,
    )
    return base.set(
        body_background_fill="#faf8f3",
        body_background_fill_dark="#14171b",
        body_text_color="#1d2126",
        body_text_color_dark="#e9e6df",
        body_text_color_subdued="#565c64",
        body_text_color_subdued_dark="#a9afb7",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1b1f25",
        background_fill_secondary="#f3f0e8",
        background_fill_secondary_dark="#20252c",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_padding="0px",
        block_shadow="none",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_label_text_color="#565c64",
        block_label_text_color_dark="#a9afb7",
        block_title_text_color="#565c64",
        block_title_text_color_dark="#a9afb7",
        border_color_primary="#d9d4c7",
        border_color_primary_dark="#363c45",
        border_color_accent="#1f5f8b",
        border_color_accent_dark="#7fb8e0",
        color_accent="#1f5f8b",
        color_accent_soft="#e4eef5",
        color_accent_soft_dark="#20384a",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1b1f25",
        input_border_color="#8b8f95",
        input_border_color_dark="#6d747e",
        input_border_color_focus="#1f5f8b",
        input_border_color_focus_dark="#7fb8e0",
        input_border_width="1px",
        input_placeholder_color="#62686f",
        input_placeholder_color_dark="#a0a6ae",
        input_padding="10px 14px",
        button_primary_background_fill="#1f5f8b",
        button_primary_background_fill_dark="#7fb8e0",
        button_primary_background_fill_hover="#174b6f",
        button_primary_background_fill_hover_dark="#a3cdec",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#10202c",
        button_secondary_background_fill="#ece7db",
        button_secondary_background_fill_dark="#2a3038",
        button_secondary_background_fill_hover="#e0dacb",
        button_secondary_background_fill_hover_dark="#363d47",
        button_secondary_text_color="#1d2126",
        button_secondary_text_color_dark="#e9e6df",
        button_border_width="0px",
        button_border_width_dark="0px",
    )
