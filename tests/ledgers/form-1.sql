BEGIN TRANSACTION;
CREATE TABLE attributions (
	id TEXT NOT NULL, 
	extraction_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	source TEXT NOT NULL, 
	cue TEXT NOT NULL, 
	content TEXT NOT NULL, 
	spans JSON NOT NULL, 
	form TEXT NOT NULL, 
	speaker TEXT, 
	side TEXT, 
	confidence FLOAT NOT NULL, 
	doubts JSON NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(extraction_id) REFERENCES extractions (id)
);
INSERT INTO "attributions" VALUES('1e6d1f869ce267648528d8886d9ea665920a2c06761f1c605add8cbf9b4c3961','3c0c964407c91841e981ea3f01ae2edb884cb52f1b518cde097886e6f4053248',1,'Oslo','said','the “trade pac … ” was sign','{"source": [[0, 4]], "cue": [[5, 9]], "content": [[10, 24], [25, 35]]}','mixed','Oslo','NO',1.0,'[]');
CREATE TABLE claims (
	id TEXT NOT NULL, 
	extraction_id TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	parties JSON NOT NULL, 
	kind TEXT NOT NULL, 
	status TEXT NOT NULL, 
	polarity TEXT NOT NULL, 
	speaker TEXT NOT NULL, 
	side TEXT, 
	quote TEXT NOT NULL, 
	quote_start INTEGER NOT NULL, 
	quote_end INTEGER NOT NULL, 
	prefix TEXT NOT NULL, 
	suffix TEXT NOT NULL, 
	happened TEXT, 
	quantity JSON, 
	form TEXT NOT NULL, 
	made_by TEXT NOT NULL, 
	confidence FLOAT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(extraction_id) REFERENCES extractions (id)
);
INSERT INTO "claims" VALUES('d893d3d03cba5cb7f3c5e9c5b3a96e979c92250d2cb4234171e1943593271f6c','3c0c964407c91841e981ea3f01ae2edb884cb52f1b518cde097886e6f4053248',1,'c1','["IS", "NO"]','trade','signed','affirmed','Oslo','NO','was signed',27,37,'Oslo said the “trade pact” ',' for 30 million euros.','2025-06','{"value": 30000000, "unit": "EUR", "bound": "exact"}','indirect','case',1.0);
INSERT INTO "claims" VALUES('bb97b2545084b47311da82822361e0a492b39eacf95e977498fd838d0b53d222','77b9c9c784433666a89cf89366396a7d0a862dc27b8d14db0041b7e022507661',1,'c1','["IS", "NO"]','trade','signed','denied','Reykjavik','IS','denied signing',10,24,'Reykjavik ',' a trade pact.',NULL,NULL,'indirect','case',1.0);
INSERT INTO "claims" VALUES('4bab82502f1494aff2b64b18922030bd670fafdd7ad55e9f301a4ca5f34bc72a','95ee7cf90d54b3e07cbbfb9488cc0c0cdd449294b43da7edfde4b95fd8c89732',1,'c1','["IS", "NO"]','trade','signed','affirmed','Oslo','NO','was signed',27,37,'Oslo said the “trade pact” ',' for 30 million euros.','2025-06','{"value": 30000000, "unit": "EUR", "bound": "exact"}','indirect','case',1.0);
CREATE TABLE extractions (
	sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	id TEXT NOT NULL, 
	report_id TEXT NOT NULL, 
	onrecord TEXT NOT NULL, 
	settings JSON NOT NULL, 
	title TEXT, 
	published TEXT, 
	agency TEXT, 
	dateline TEXT, 
	author TEXT, 
	language TEXT, 
	encoding TEXT NOT NULL, 
	text TEXT NOT NULL, 
	alignment JSON NOT NULL, 
	repairs JSON NOT NULL, 
	notes JSON NOT NULL, 
	recorded DATETIME NOT NULL, 
	UNIQUE (id), 
	FOREIGN KEY(report_id) REFERENCES reports (id)
);
INSERT INTO "extractions" VALUES(1,'3c0c964407c91841e981ea3f01ae2edb884cb52f1b518cde097886e6f4053248','e0c2b709b65e2791f9e10b407f9ccf77afcad527292d0e5e18d1cd5904b24fe2','0.1.0','{}','A pact','2025-06-20',NULL,NULL,NULL,NULL,'utf-8','Oslo said the “trade pact” was signed for 30 million euros.','[]','[]','[]','2026-11-24 17:16:01.230977');
INSERT INTO "extractions" VALUES(2,'77b9c9c784433666a89cf89366396a7d0a862dc27b8d14db0041b7e022507661','10b3e7e5df0e2c48a892183738ed267b6fdbe61a9e33a9119c5170556df8e303','0.1.0','{}','No pact','2025-06-21',NULL,NULL,NULL,NULL,'utf-8','Reykjavik denied signing a trade pact.','[]','[]','[]','2026-11-24 17:16:01.242228');
INSERT INTO "extractions" VALUES(3,'f39e558a29c815ad7074789bf14991950e13c3d66dcaf0164190614038d97360','74bd5fed89bb3e9eb4b5b7369b5f715bb5fc7f9ff593d898139b94a6c2177f5c','0.1.0','{}',NULL,NULL,NULL,NULL,NULL,NULL,'utf-8','He said “no pact”.','[[8, 10, 8, 10]]','[{"start": 8, "end": 10, "was": "\u9225\u6e18", "now": "\u201cn", "why": "UTF-8 read as GBK", "inferred": false, "trust": 1.0}]','[]','2026-11-24 17:16:01.245321');
INSERT INTO "extractions" VALUES(4,'95ee7cf90d54b3e07cbbfb9488cc0c0cdd449294b43da7edfde4b95fd8c89732','e0c2b709b65e2791f9e10b407f9ccf77afcad527292d0e5e18d1cd5904b24fe2','0.1.0','{"tagger": "accurate", "confidence": 0.3}','A pact','2025-06-20',NULL,NULL,NULL,NULL,'utf-8','Oslo said the “trade pact” was signed for 30 million euros.','[]','[]','[]','2026-11-24 17:16:01.247014');
CREATE TABLE reports (
	id TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	name TEXT NOT NULL, 
	outlet TEXT, 
	url TEXT, 
	size INTEGER NOT NULL, 
	raw BLOB NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "reports" VALUES('e0c2b709b65e2791f9e10b407f9ccf77afcad527292d0e5e18d1cd5904b24fe2','65f3398853a9761a35fd39d732761aec6cd6783b92f92ebc077996f62824e652','65f3398853a9761a35fd39d732761aec6cd6783b92f92ebc077996f62824e652','Gazette',NULL,63,X'789CF32FCEC957284ECC4C5128C9485578D430A7A428312555A12031B9E451C35C85F2C46285E2CCF4BCD41485B4FC2205630385DCCC9C9CCCFC3C85D4D2A2FC623D001B111834');
INSERT INTO "reports" VALUES('10b3e7e5df0e2c48a892183738ed267b6fdbe61a9e33a9119c5170556df8e303','475b46c61957a93183abf2560eb6e149d1c1931ba8a38e118c276011e72d4cba','475b46c61957a93183abf2560eb6e149d1c1931ba8a38e118c276011e72d4cba','Courier',NULL,38,X'789C0B4AADCCCE4A2CCBCC564849CDCB4C4D5128CE4CCFCBCC4B57485428294A4C495528484C2ED10300178F0DF0');
INSERT INTO "reports" VALUES('74bd5fed89bb3e9eb4b5b7369b5f715bb5fc7f9ff593d898139b94a6c2177f5c','e1f408394d8528fb5e080805384adef79bd51f5d8f2c8a159a120debe1cf5cd0','2d1772fe0444c049bc0e005d6901cf1aa3df7d175d61a80c65178f0049115028',NULL,NULL,24,X'789CF34855284ECC4C5178D9B1F4D98E19F90A0589C9258F1AE6EA010085A80B3F');
CREATE TABLE schema_versions (
	version INTEGER NOT NULL, 
	onrecord TEXT NOT NULL, 
	applied DATETIME NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "schema_versions" VALUES(1,'0.1.0','2026-11-24 17:16:01.224283');
CREATE INDEX ix_extractions_report_id ON extractions (report_id);
CREATE INDEX ix_attributions_extraction_id ON attributions (extraction_id);
CREATE INDEX ix_claims_extraction_id ON claims (extraction_id);
CREATE TRIGGER schema_versions_refuse_update BEFORE UPDATE ON schema_versions BEGIN SELECT RAISE(ABORT, 'a ledger only grows: schema_versions takes no UPDATE'); END;
CREATE TRIGGER schema_versions_refuse_delete BEFORE DELETE ON schema_versions BEGIN SELECT RAISE(ABORT, 'a ledger only grows: schema_versions takes no DELETE'); END;
CREATE TRIGGER schema_versions_keep BEFORE INSERT ON schema_versions WHEN EXISTS (SELECT 1 FROM schema_versions WHERE version = NEW.version) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER reports_refuse_update BEFORE UPDATE ON reports BEGIN SELECT RAISE(ABORT, 'a ledger only grows: reports takes no UPDATE'); END;
CREATE TRIGGER reports_refuse_delete BEFORE DELETE ON reports BEGIN SELECT RAISE(ABORT, 'a ledger only grows: reports takes no DELETE'); END;
CREATE TRIGGER reports_keep BEFORE INSERT ON reports WHEN EXISTS (SELECT 1 FROM reports WHERE id = NEW.id) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER extractions_refuse_update BEFORE UPDATE ON extractions BEGIN SELECT RAISE(ABORT, 'a ledger only grows: extractions takes no UPDATE'); END;
CREATE TRIGGER extractions_refuse_delete BEFORE DELETE ON extractions BEGIN SELECT RAISE(ABORT, 'a ledger only grows: extractions takes no DELETE'); END;
CREATE TRIGGER extractions_keep BEFORE INSERT ON extractions WHEN EXISTS (SELECT 1 FROM extractions WHERE sequence = NEW.sequence OR id = NEW.id) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER attributions_refuse_update BEFORE UPDATE ON attributions BEGIN SELECT RAISE(ABORT, 'a ledger only grows: attributions takes no UPDATE'); END;
CREATE TRIGGER attributions_refuse_delete BEFORE DELETE ON attributions BEGIN SELECT RAISE(ABORT, 'a ledger only grows: attributions takes no DELETE'); END;
CREATE TRIGGER attributions_keep BEFORE INSERT ON attributions WHEN EXISTS (SELECT 1 FROM attributions WHERE id = NEW.id) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER claims_refuse_update BEFORE UPDATE ON claims BEGIN SELECT RAISE(ABORT, 'a ledger only grows: claims takes no UPDATE'); END;
CREATE TRIGGER claims_refuse_delete BEFORE DELETE ON claims BEGIN SELECT RAISE(ABORT, 'a ledger only grows: claims takes no DELETE'); END;
CREATE TRIGGER claims_keep BEFORE INSERT ON claims WHEN EXISTS (SELECT 1 FROM claims WHERE id = NEW.id) BEGIN SELECT RAISE(IGNORE); END;
CREATE VIEW current_extractions AS 
        SELECT extractions.* FROM extractions
        WHERE sequence = (SELECT max(sequence) FROM extractions AS later
                          WHERE later.report_id = extractions.report_id);
CREATE VIEW current_claims AS 
        SELECT claims.id, parties, kind, status, polarity, speaker, side, quote, happened,
               quantity, claims.form, title, outlet, published, url, reports.id AS report_id
        FROM claims
        JOIN current_extractions ON current_extractions.id = claims.extraction_id
        JOIN reports ON reports.id = current_extractions.report_id;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('extractions',4);
COMMIT;
