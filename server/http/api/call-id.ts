import { isUuid } from '#shared/kernel/ids.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';

type IdRefused = { readonly code: 'id_missing' } | { readonly code: 'id_invalid' } | { readonly code: 'id_conflict' };

/** The id that a call means for ever, from its body or its header. The header may be written as a structured string, in quotes. Source: draft-ietf-httpapi-idempotency-key-header. */
export function callIdOf<Id extends string>(
	inBody: string | undefined,
	header: string | undefined,
): Result<Id, IdRefused> {
	const inHeader = header?.replace(/^"(.*)"$/, '$1').toLowerCase();
	if (inHeader !== undefined && !isUuid(inHeader)) return err({ code: 'id_invalid' });
	if (inBody !== undefined && inHeader !== undefined && inBody !== inHeader) return err({ code: 'id_conflict' });
	const id = inBody ?? inHeader;
	return id === undefined ? err({ code: 'id_missing' }) : ok(id as Id);
}
