/** What a counter lets hear, besides the tick of a count-down. */
export type Heard = 'read' | 'refused';

/** What of a counter's state can be heard, at the till and at the kiosk alike. */
export type HeardState = {
	readonly conversation: number;
	readonly guest: { readonly kind: 'none' | 'seeking' | 'shown' };
	/** Each notice has another count than the one before. */
	readonly notice: { readonly count: number } | null;
};

/** What happened from one state to the next, for the ear; the first state of a page tells of nothing new. */
export function heardOf(before: HeardState | undefined, after: HeardState): Heard | undefined {
	if (!before) return undefined;
	if (after.notice && after.notice.count !== before.notice?.count) return 'refused';
	const isNew = before.conversation !== after.conversation;
	switch (after.guest.kind) {
		case 'none':
			return undefined;
		case 'seeking':
			return isNew || before.guest.kind !== 'seeking' ? 'read' : undefined;
		case 'shown':
			return isNew || before.guest.kind === 'none' ? 'read' : undefined;
	}
}
