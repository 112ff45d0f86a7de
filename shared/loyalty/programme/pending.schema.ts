import { z } from 'zod';
import { code, positive } from './scope.schema.ts';

/** What a bill earns can be used so many days after its business day: as long as goods come back, points wait. */
export const pending = z.strictObject({
	days: positive.max(365),
	/** Where it holds; everywhere where it is not said. */
	outlets: z.array(code).min(1).optional(),
});

export type Pending = z.infer<typeof pending>;
