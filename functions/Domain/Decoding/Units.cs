namespace ServerlessIot.Domain.Decoding;

/// <summary>Units whose values need another range or threshold than the unit of the source.</summary>
internal enum Unit
{
    /// <summary>None named, or the unit of the source: °C, %, hPa (mbar), ppm, lux, dB.</summary>
    Source,

    /// <summary>°F.</summary>
    Fahrenheit,

    /// <summary>K.</summary>
    Kelvin,

    /// <summary>One that we do not convert.</summary>
    Other,
}

/// <summary>Reads the unit member of SOURCES 4.</summary>
internal static class Units
{
    /// <summary>What a unit text means; spelling as devices send it.</summary>
    internal static Unit Of(string? text) => text switch
    {
        null or "" or "°C" or "C" or "celsius" or "Celsius" or "degC" => Unit.Source,
        "%" or "%RH" or "hPa" or "mbar" or "ppm" or "lux" or "lx" or "dB" or "dBA" => Unit.Source,
        "°F" or "F" or "fahrenheit" or "Fahrenheit" or "degF" => Unit.Fahrenheit,
        "K" or "kelvin" or "Kelvin" => Unit.Kelvin,
        _ => Unit.Other,
    };

    /// <summary>A limit in °C, in the unit that the event uses.</summary>
    internal static double FromCelsius(double celsius, Unit unit) => unit switch
    {
        Unit.Fahrenheit => (celsius * 9 / 5) + 32,
        Unit.Kelvin => celsius + 273.15,
        _ => celsius,
    };
}
