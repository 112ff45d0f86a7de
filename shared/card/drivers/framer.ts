/**
 * Cuts a stream of bytes into frames. Bounded, and keeps nothing of a frame that has left: the frame is a copy for the
 * codec, which wipes it.
 */
export interface Framer {
	/** Takes bytes as they come, wipes them, and gives the frames that they complete. */
	push(bytes: Uint8Array): Uint8Array[];
	/** The line has been quiet: gives what is complete by that, and is ready for the next frame. */
	flush(): Uint8Array[];
	/** How many bytes have come so far that no reader of this kind sends: the wrong speed, or a bad line. */
	readonly noiseBytes: number;
}
