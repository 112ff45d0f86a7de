/** A decision that may refuse. A refusal is a value with a stable code and its numbers; bugs throw. */
export type Result<Value, Refusal> =
	{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Refusal };

export const ok = <Value>(value: Value): Result<Value, never> => ({ ok: true, value });

export const err = <Refusal>(error: Refusal): Result<never, Refusal> => ({ ok: false, error });

/** States what only a bug can break. @throws with the fact in words */
export function invariant(fact: boolean, words: string): asserts fact {
	if (!fact) throw new Error(`invariant broken: ${words}`);
}
