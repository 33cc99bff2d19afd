using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Validate;

/// <summary>Key and headers of a record of telemetry.raw, read in one pass.</summary>
internal readonly struct RawRecord
{
    public RawRecord(LogRecord record)
    {
        foreach (var header in record.Headers)
        {
            switch (header.Name)
            {
                case LogHeaders.Id: Id = header.Text; break;
                case LogHeaders.Type: Type = header.Text; break;
                case LogHeaders.DataType: DataType = header.Text; break;
                case LogHeaders.Topic: Topic = header.Text; break;
                case LogHeaders.ContentType: ContentType = header.Value.Span.SequenceEqual("application/json"u8) ? "application/json" : header.Text; break;
                case LogHeaders.Redriven: Redriven = true; break;
                case LogHeaders.TraceParent: TraceParent = header.Value; break;
                case LogHeaders.Source: Source = header.Value; break;
            }
        }

        (Tenant, Device) = DeviceKey.Read(record.Key.Span);
    }

    public string? Id { get; }

    public string? Type { get; }

    public string? Tenant { get; }

    public string? Device { get; }

    public string? DataType { get; }

    public string? Topic { get; }

    public string? ContentType { get; }

    /// <summary>It comes out of quarantine.</summary>
    public bool Redriven { get; }

    public ReadOnlyMemory<byte> TraceParent { get; }

    /// <summary>Who wrote it; empty when it does not say.</summary>
    public ReadOnlyMemory<byte> Source { get; }

    /// <summary>Whether it is a bridge's mark, of a bridge.</summary>
    public bool IsMark(ReadOnlySpan<byte> value) => Type == RecordTypes.Mark && AlertSources.IsBridge(Source.Span) && BridgeMark.TryRead(value, out _);
}
