/**
 * Reads a frame and leaves nothing of it: the bytes are zero afterwards, whatever the answer and also where a bug throws.
 * Every codec goes through here, so no caller has to remember.
 */
export function readOnce<Answer>(frame: Uint8Array, read: () => Answer): Answer {
	try {
		return read();
	} finally {
		frame.fill(0);
	}
}
