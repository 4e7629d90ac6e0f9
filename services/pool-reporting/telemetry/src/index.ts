// From the bytes of a batch to checked columns, exact sums and a verified file. What the service does
// with them (HTTP, the catalogue of chunks, events) is not here.

export { readBatch, type Batch, type BatchOptions } from './batch/read-batch.js';
export type { PartialSums } from './batch/roll-up.js';
export type { LateRows, StoredReadings } from './batch/stored-readings.js';
export { chunksOfFile } from './bodies/file-chunks.js';
export { BODY_REFUSALS, ROW_REFUSALS } from './checks/refusals.js';
export type { BodyRefusal, RowRefusal } from './checks/refusals.js';
export type { RowRules } from './checks/row-checks.js';
export { ChunkWriter, type Chunk } from './parquet/chunk-writer.js';
export { writeChunks, type WrittenSlice } from './parquet/write-chunks.js';
export { MachineRegister, WITHOUT_END, type PlacementRow } from './register/machine-register.js';
export { ServedLicences, type ServedPeriod } from './register/served-licences.js';
export type { ChunkStorage, PutOutcome } from './storage/chunk-storage.js';
export { FolderStorage } from './storage/folder-storage.js';
export { S3Storage, type S3Settings } from './storage/s3-storage.js';
