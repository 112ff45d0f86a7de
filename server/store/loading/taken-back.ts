import { sql } from 'kysely';
import type { Db } from '../statement.ts';

/** Visits of a member of which nothing stands: they count for nothing that looks at visits. */
export const takenBackWhole = (db: Db, v: { readonly memberId: string }) =>
	db
		.selectFrom('reversal')
		.select('reversal.visit_id')
		.where('reversal.member_id', '=', v.memberId)
		.where('reversal.whole', '=', sql.lit(1));
