namespace ServerlessIot.Bridge.Coap.Formatter;

/// <summary>Option numbers: RFC 7252, 5.10; RFC 7641, 2; RFC 7959, 2.1 and 4. Odd ones are critical: who does not know them must refuse.</summary>
internal enum CoapOption
{
    UriHost = 3,
    ETag = 4,
    Observe = 6,
    UriPort = 7,
    UriPath = 11,
    ContentFormat = 12,
    MaxAge = 14,
    UriQuery = 15,
    Accept = 17,
    Block2 = 23,
    Block1 = 27,
    ProxyUri = 35,
    ProxyScheme = 39,
    Size1 = 60,
}
