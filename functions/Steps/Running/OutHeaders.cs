using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Running;

/// <summary>Headers of records that steps derive.</summary>
public static class OutHeaders
{
    private static readonly LogHeader SpecVersion = new(LogHeaders.SpecVersion, "1.0");
    private static readonly LogHeader Json = new(LogHeaders.ContentType, "application/json");

    /// <summary>CloudEvents headers and the origin.</summary>
    public static LogHeader[] Derived(string type, string source, string id, string origin) =>
        [new(LogHeaders.Id, id), new(LogHeaders.Type, type), new(LogHeaders.Source, source), SpecVersion, Json, new(LogHeaders.Origin, origin)];
}
