"""The language of a text, told from the text alone."""

from functools import cache
from typing import Any

FEWEST_LETTERS = 20
"""Below this a guess is mostly noise: "Paris: non." is French or English or a name."""

LONGEST_SAMPLE = 4_000
"""Characters looked at: more change no answer and take longer than all else that is read."""

# Also the languages that are told apart: with all 97 of the model, English headlines full of names
# come out as Latin, Luxembourgish or Malagasy.
LANGUAGES = {
    "af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian",
    "bg": "Bulgarian", "bn": "Bengali", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech",
    "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "ht": "Haitian Creole",
    "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian",
    "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "km": "Khmer", "kn": "Kannada",
    "ko": "Korean", "ku": "Kurdish", "ky": "Kyrgyz", "lo": "Lao", "lt": "Lithuanian",
    "lv": "Latvian", "mk": "Macedonian", "ml": "Malayalam", "mn": "Mongolian", "mr": "Marathi",
    "ms": "Malay", "mt": "Maltese", "ne": "Nepali", "nl": "Dutch", "no": "Norwegian",
    "pa": "Punjabi", "pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "rw": "Kinyarwanda", "si": "Sinhala", "sk": "Slovak", "sl": "Slovenian",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "te": "Telugu", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of a text's language, or None where too little is written to tell.

    >>> language_of("The ministry denied that an agreement was signed."), language_of("No. 7")
    ('en', None)
    """
    sample = text[:LONGEST_SAMPLE]
    letters = [letter for letter in sample[:1000] if letter.isalpha()]
    if len(letters) < FEWEST_LETTERS:
        return None
    if 2 * sum(map(str.isupper, letters)) > len(letters):
        sample = sample.lower()  # telegrams in capitals came out as Portuguese or Malay
    code: str = _identifier().classify(sample)[0]
    return code


def only_english_is_read(language: str) -> str:
    """The note for a report in another language."""
    return (
        f"The report is in {LANGUAGES.get(language, language)}; "
        "claims are read in English only so far."
    )


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LANGUAGES))
    return identifier
