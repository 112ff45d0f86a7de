import type { Programme } from '../programme/programme.schema.ts';

/** The rules that go by all that they gave a member before. */
export const talliedRules = ({ earn, bonuses = [] }: Programme): readonly string[] => [
	...earn.filter((rule) => 'carry' in rule && rule.carry).map(({ id }) => id),
	...bonuses.filter((rule) => rule.kind === 'gift' && rule.occasion.kind === 'birthday').map(({ id }) => id),
];

/** Whether something depends on what was earned on the same business day. */
export const looksAtDay = ({ earn, caps }: Programme): boolean =>
	caps?.dayPoints !== undefined || earn.some(({ kind }) => kind === 'per-visit');

/** Whether anything depends on earlier visits; else nobody has to ask for them. */
export const looksBack = (programme: Programme): boolean => looksAtDay(programme) || talliedRules(programme).length > 0;
