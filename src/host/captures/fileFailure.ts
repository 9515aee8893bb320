import { Failure } from '../../protocol/failures.ts';

/** The Failure that an error of the file system stands for, else the error itself; `file` names what it happened to. */
export function fileFailure(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Failure('fileMissing', `there is no file ${file}`, error);
    case 'EACCES':
    case 'EPERM':
      return new Failure('fileUnreadable', `${file} may not be read`, error);
    case 'EISDIR':
      return new Failure('fileUnreadable', `${file} is a folder`, error);
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure('diskFull', `no space left for ${file}`, error);
    default:
      return new Failure('fileUnreadable', `${file} could not be read or written`, error);
  }
}
