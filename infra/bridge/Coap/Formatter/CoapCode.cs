namespace ServerlessIot.Bridge.Coap.Formatter;

/// <summary>Codes used here, class in the upper three bits: RFC 7252, 12.1; RFC 7959, 2.9; RFC 8132 knows more.</summary>
internal enum CoapCode : byte
{
    Empty = 0,
    Get = 1,
    Post = 2,
    Put = 3,
    Changed = (2 << 5) | 4,
    Content = (2 << 5) | 5,
    Continue = (2 << 5) | 31,
    BadRequest = (4 << 5) | 0,
    Unauthorized = (4 << 5) | 1,
    BadOption = (4 << 5) | 2,
    Forbidden = (4 << 5) | 3,
    NotFound = (4 << 5) | 4,
    MethodNotAllowed = (4 << 5) | 5,
    NotAcceptable = (4 << 5) | 6,
    RequestEntityIncomplete = (4 << 5) | 8,
    RequestEntityTooLarge = (4 << 5) | 13,
    /// <summary>RFC 8516.</summary>
    TooManyRequests = (4 << 5) | 29,
    InternalServerError = (5 << 5) | 0,
    ServiceUnavailable = (5 << 5) | 3,
    ProxyingNotSupported = (5 << 5) | 5,
}
