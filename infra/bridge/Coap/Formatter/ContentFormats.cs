namespace ServerlessIot.Bridge.Coap.Formatter;

/// <summary>Content-Format numbers and media types: RFC 7252, 12.3; RFC 8428, 12.3; the IANA registry of CoRE parameters.</summary>
internal static class ContentFormats
{
    private static readonly (uint Number, string Type)[] Known =
    [
        (0, "text/plain; charset=utf-8"), (40, "application/link-format"), (41, "application/xml"), (42, "application/octet-stream"), (47, "application/exi"),
        (50, "application/json"), (60, "application/cbor"), (110, "application/senml+json"), (112, "application/senml+cbor"), (114, "application/senml+xml"),
    ];

    /// <returns>Null when the number is not known: the record then says what the payload looks like.</returns>
    public static string? TypeOf(uint number) => Array.Find(Known, k => k.Number == number).Type;

    /// <summary>The number of a media type, with its parameters or without; octet-stream's when there is none.</summary>
    public static uint NumberOf(string type)
    {
        var name = type.Split(';')[0].Trim();
        var found = Array.Find(Known, k => k.Type == type || k.Type.Split(';')[0].Equals(name, StringComparison.OrdinalIgnoreCase));
        return found.Type is null ? 42 : found.Number;
    }
}
