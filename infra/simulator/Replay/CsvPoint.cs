namespace ServerlessIot.Simulator.Replay;

/// <summary>One row of a series.</summary>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="Value">The value as the file writes it, checked to be a JSON number: replay changes no digit.</param>
internal readonly record struct CsvPoint(long Time, byte[] Value);
