"""The layout of the store, and which versions of it this program reads."""

SCHEMA_VERSION = 1

STORE_FILE = "articles.sqlite"
DENSE_FILE = "vectors.faiss"
LOCK_FILE = "writer.lock"

# Everything but `passage_words` (BM25) and the FAISS file is the truth; those two are
# derived and can be rebuilt from it. `meta.generation` grows with every change.
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE files (
    path TEXT PRIMARY KEY,
    content_hash TEXT NOT NULL
) STRICT;

CREATE TABLE articles (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    title TEXT, publisher TEXT, author TEXT, date TEXT, url TEXT,
    text TEXT NOT NULL,
    sources TEXT NOT NULL,
    digest TEXT NOT NULL,
    vectors_digest TEXT NOT NULL
) STRICT;
CREATE INDEX articles_path ON articles (path);

CREATE TABLE paragraphs (
    article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    heading TEXT,
    PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE sentences (
    article INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (article, paragraph, start),
    FOREIGN KEY (article, paragraph) REFERENCES paragraphs (article, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: the id of a deleted passage is never given to another one.
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
    paragraph INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    context TEXT NOT NULL,
    vector BLOB NOT NULL
) STRICT;
CREATE INDEX passages_article ON passages (article);

-- In how many passages each vocabulary token occurs: the weights of late interaction.
CREATE TABLE token_counts (token INTEGER PRIMARY KEY, passages INTEGER NOT NULL) STRICT;
"""

WORDS_TABLE = """
CREATE VIRTUAL TABLE passage_words USING fts5 (
    context, body, tokenize = 'porter unicode61 remove_diacritics 2'
);
"""
