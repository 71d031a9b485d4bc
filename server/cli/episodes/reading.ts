import { openEpisodeReader, type EpisodeReader } from "../../episodes/reader.ts";

/** Opens the log for a command, and closes it when the command is done, however it ends. */
export async function reading<T>(
  file: string,
  read: (reader: EpisodeReader) => T | Promise<T>,
): Promise<T> {
  const reader = await openEpisodeReader(file);
  try {
    return await read(reader);
  } finally {
    await reader.close();
  }
}
