/** Where servers on the same books tell one another of a commit. */
export const COMMIT_CHANNEL = 'retorno_commit';

/** The trigger of whatever is written once; its argument says what and why. */
const REFUSE = `
create function refuse() returns trigger language plpgsql as $$
begin
	raise exception '%', tg_argv[0];
end $$`;

/**
 * Hangs links on the head of a property, as `bookFacts` does for SQLite: `covered` is the canonical text of a link.
 *
 * It runs here and not in the server, because the head is what all commands of a hotel wait for: so it is locked from this
 * call to the commit that is sent along with it, and no message travels meanwhile. Positions thereby follow the commits.
 */
const APPEND_LINKS = `
create function append_links(of_property text, links json) returns void language plpgsql as $$
declare
	last_position bigint;
	last_hash text;
	link record;
begin
	select head.position, head.hash into strict last_position, last_hash
		from ledger_head as head where head.property_id = of_property for update;
	for link in select * from json_to_recordset(links) as l(kind text, subject text, version bigint, covered text) loop
		last_position := last_position + 1;
		last_hash := encode(sha256(convert_to(last_hash || E'\\n' || link.covered, 'UTF8')), 'hex');
		insert into feed (property_id, position, kind, subject_id, version, hash)
			values (of_property, last_position, link.kind, link.subject, link.version, last_hash);
	end loop;
	update ledger_head set position = last_position, hash = last_hash where property_id = of_property;
	notify ${COMMIT_CHANNEL};
end $$`;

export const POSTGRES_FUNCTIONS: readonly string[] = [REFUSE, APPEND_LINKS];
