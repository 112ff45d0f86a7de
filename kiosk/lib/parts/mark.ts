/** The shape of a state mark: the state is told by shape before colour, and by a word beside it. */
export type Mark = 'ok' | 'processed' | 'sent' | 'unknown' | 'wait' | 'stop' | 'note';
