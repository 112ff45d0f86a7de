/** Keeps what was used last, at most so many: whoever sends from ever new addresses must not fill the memory. */
export class Recent<Value> {
	readonly #values = new Map<string, Value>();
	readonly #entriesMax: number;
	readonly #make: () => Value;

	constructor(entriesMax: number, make: () => Value) {
		this.#entriesMax = entriesMax;
		this.#make = make;
	}

	get size(): number {
		return this.#values.size;
	}

	forget = (name: string): boolean => this.#values.delete(name);

	has = (name: string): boolean => this.#values.has(name);

	/** What is kept under a name, made where there is nothing yet. */
	of(name: string): Value {
		const value = this.#values.get(name) ?? this.#make();
		this.#values.delete(name);
		this.#values.set(name, value);
		if (this.#values.size > this.#entriesMax) this.#values.delete(this.#values.keys().next().value!);
		return value;
	}
}
