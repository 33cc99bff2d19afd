using ServerlessIot.Simulator.Fleet;

namespace ServerlessIot.Simulator.Options;

/// <summary>Says what is wrong with options before anything is started.</summary>
internal static class OptionsCheck
{
    /// <summary>The first problem, for people; null when there is none.</summary>
    public static string? FirstProblem(SimulatorOptions options)
    {
        return Between("--port", options.Port, 1, 65_535)
            ?? Between("--devices", options.Devices, 1, 100_000)
            ?? Between("--window", options.Window, 1, 1_000)
            ?? Between("--connections", options.Connections ?? 1, 1, 100_000)
            ?? Between("--rate", options.Rate, 0.001, double.PositiveInfinity)
            ?? Between("--speed", options.Speed, 0.001, double.PositiveInfinity)
            ?? Between("--duplicates", options.Duplicates, 0, 1)
            ?? Between("--invalid", options.Invalid, 0, 1)
            ?? Name("--tenant", options.Tenant)
            ?? Name("--type", options.Type)
            ?? Name("--device", options.Csv is null ? null : options.Device ?? Path.GetFileNameWithoutExtension(options.Csv))
            ?? (options.Unit?.Any(c => c is '"' or '\\' || char.IsControl(c)) == true ? "--unit: a plain text expected." : null)
            ?? (options.Csv is not null && !File.Exists(options.Csv) ? $"--csv: there is no file '{options.Csv}'." : null);
    }

    private static string? Between(string option, double value, double least, double most)
    {
        return value >= least && value <= most ? null : $"{option}: {least} to {most} expected, not {value}.";
    }

    private static string? Name(string option, string? name)
    {
        return name is null || DeviceIdentity.IsValidName(name)
            ? null
            : $"{option}: 1 to {DeviceIdentity.MaxNameLength} characters without / + # \" \\ expected, not '{name}'.";
    }
}
