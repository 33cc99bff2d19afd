// An answer other than success, in the form that the SDK reads.
export class Failure extends Error {
  constructor(status, code, message, substatus = 0) {
    super(message);
    this.status = status;
    this.code = code;
    this.substatus = substatus;
  }
}

export const badRequest = (message) => new Failure(400, 'BadRequest', message);
export const notFound = (what) => new Failure(404, 'NotFound', `${what} does not exist.`);
export const conflict = (what) => new Failure(409, 'Conflict', `${what} exists already.`);
export const preconditionFailed = () => new Failure(412, 'PreconditionFailed', 'The document has another ETag than the request asks for.');
