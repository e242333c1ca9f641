CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE claims (
	name TEXT NOT NULL,
	owner TEXT NOT NULL,
	until DATETIME NOT NULL, number BIGINT DEFAULT '0' NOT NULL,
	CONSTRAINT pk_claims PRIMARY KEY (name)
);

CREATE TABLE deliveries (
	date DATE NOT NULL,
	name TEXT NOT NULL,
	target TEXT NOT NULL,
	part TEXT NOT NULL,
	state VARCHAR(16) NOT NULL,
	content_hash VARCHAR(64) NOT NULL,
	receipt TEXT NOT NULL,
	detail TEXT NOT NULL,
	changed_at DATETIME NOT NULL,
	CONSTRAINT pk_deliveries PRIMARY KEY (date, name, target, part)
);

CREATE TABLE digest_items (
	date DATE NOT NULL,
	name TEXT NOT NULL,
	item_key TEXT NOT NULL,
	position INTEGER NOT NULL,
	CONSTRAINT pk_digest_items PRIMARY KEY (date, name, item_key)
);

CREATE TABLE digests (
	date DATE NOT NULL,
	name TEXT NOT NULL,
	content_hash VARCHAR(64) NOT NULL,
	payload TEXT NOT NULL,
	made_at DATETIME NOT NULL,
	CONSTRAINT pk_digests PRIMARY KEY (date, name)
);

CREATE TABLE http_cache (
	url TEXT NOT NULL,
	etag TEXT NOT NULL,
	last_modified TEXT NOT NULL,
	body BLOB NOT NULL,
	changed_at DATETIME NOT NULL,
	CONSTRAINT pk_http_cache PRIMARY KEY (url)
);

CREATE TABLE inbox (
	url TEXT NOT NULL,
	address TEXT NOT NULL,
	for_date DATE,
	added_at DATETIME NOT NULL,
	title TEXT NOT NULL,
	note TEXT NOT NULL,
	CONSTRAINT pk_inbox PRIMARY KEY (url)
);

CREATE TABLE journal_lines (
	journal TEXT NOT NULL,
	date DATE NOT NULL,
	name TEXT NOT NULL,
	item_key TEXT NOT NULL,
	position INTEGER NOT NULL,
	bytes BLOB NOT NULL,
	status VARCHAR(16) NOT NULL,
	file TEXT NOT NULL,
	heading TEXT NOT NULL,
	changed_at DATETIME NOT NULL,
	CONSTRAINT pk_journal_lines PRIMARY KEY (journal, date, name, item_key)
);

CREATE TABLE journal_writes (
	file TEXT NOT NULL,
	base_hash VARCHAR(64) NOT NULL,
	planned_hash VARCHAR(64) NOT NULL,
	planned TEXT NOT NULL,
	changed_at DATETIME NOT NULL,
	CONSTRAINT pk_journal_writes PRIMARY KEY (file)
);

CREATE TABLE runs (
	id VARCHAR(32) NOT NULL,
	started_at DATETIME NOT NULL,
	finished_at DATETIME,
	command TEXT NOT NULL,
	exit INTEGER,
	record TEXT NOT NULL,
	CONSTRAINT pk_runs PRIMARY KEY (id)
);

CREATE TABLE settings_memory (
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	changed_at DATETIME NOT NULL,
	CONSTRAINT pk_settings_memory PRIMARY KEY (name)
);

CREATE TABLE sightings (
	fingerprint VARCHAR(64) NOT NULL,
	"key" TEXT NOT NULL,
	source TEXT NOT NULL,
	for_date DATE NOT NULL,
	list_date DATE,
	published DATETIME,
	seen_at DATETIME NOT NULL,
	payload TEXT NOT NULL,
	CONSTRAINT pk_sightings PRIMARY KEY (fingerprint)
);

CREATE TABLE source_memory (
	source TEXT NOT NULL,
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	CONSTRAINT pk_source_memory PRIMARY KEY (source, name)
);

CREATE TABLE summaries (
	item_key TEXT NOT NULL,
	abstract_hash VARCHAR(64) NOT NULL,
	cache_id TEXT NOT NULL,
	text TEXT NOT NULL,
	producer TEXT NOT NULL,
	made_at DATETIME NOT NULL,
	CONSTRAINT pk_summaries PRIMARY KEY (item_key, abstract_hash, cache_id)
);

CREATE TABLE tokens (
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	changed_at DATETIME NOT NULL,
	CONSTRAINT pk_tokens PRIMARY KEY (name)
);

CREATE TABLE topic_counts (
	date DATE NOT NULL,
	topic TEXT NOT NULL,
	count INTEGER NOT NULL,
	CONSTRAINT pk_topic_counts PRIMARY KEY (date, topic)
);

CREATE TABLE outbox (
	date DATE NOT NULL,
	name TEXT NOT NULL,
	target TEXT NOT NULL,
	added_at DATETIME NOT NULL,
	CONSTRAINT pk_outbox PRIMARY KEY (date, name, target)
);

CREATE TABLE papers (
	id INTEGER NOT NULL,
	"key" TEXT NOT NULL,
	title TEXT NOT NULL,
	url TEXT NOT NULL,
	abstract TEXT NOT NULL,
	authors TEXT NOT NULL,
	keywords TEXT NOT NULL,
	sources TEXT NOT NULL,
	line TEXT NOT NULL,
	note TEXT NOT NULL,
	first_day DATE NOT NULL,
	CONSTRAINT pk_papers PRIMARY KEY (id)
);

CREATE TABLE signals (
	name TEXT NOT NULL,
	item_key TEXT NOT NULL,
	origin TEXT NOT NULL,
	day DATE NOT NULL,
	share INTEGER NOT NULL,
	text TEXT NOT NULL,
	CONSTRAINT pk_signals PRIMARY KEY (name, item_key, origin)
);

CREATE TABLE facts (
	teller TEXT NOT NULL,
	item_key TEXT NOT NULL,
	value TEXT NOT NULL,
	known_at DATETIME NOT NULL,
	CONSTRAINT pk_facts PRIMARY KEY (teller, item_key)
);

CREATE VIRTUAL TABLE papers_index USING fts5(title, line, terms, abstract, content='', tokenize='porter unicode61 remove_diacritics 2');

CREATE INDEX ix_deliveries_state ON deliveries (state);

CREATE INDEX ix_digest_items_name_key ON digest_items (name, item_key);

CREATE INDEX ix_runs_started_at ON runs (started_at);

CREATE INDEX ix_sightings_key ON sightings ("key");

CREATE INDEX ix_sightings_source_list ON sightings (source, list_date);

CREATE INDEX ix_sightings_source_published ON sightings (source, published);

CREATE UNIQUE INDEX ix_papers_key ON papers ("key");

CREATE INDEX ix_papers_first_day ON papers (first_day);

CREATE INDEX ix_digest_items_item_key ON digest_items (item_key);

INSERT INTO alembic_version VALUES ('0008')
