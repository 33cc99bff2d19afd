namespace ServerlessIot.Simulator.Fleet.Vehicles;

/// <summary>A car that drives until its battery is low, charges, and drives on.</summary>
internal sealed class VehicleState
{
    // A usual electric car: 75 kWh, 18 kWh per 100 km, charged with 100 kW.
    private const double BatteryKwh = 75;
    private const double KwhPerKm = 0.18;
    private const double ChargeKw = 100;
    private const double ChargeTo = 85;
    private readonly Random _random;
    private readonly double _chargeBelow;
    private double _target;
    private double _heading;

    /// <summary>A car somewhere between two charges; one in five is charging.</summary>
    public VehicleState(Random random)
    {
        _random = random;
        // Most drivers charge at 15 %, one in fifty only below the 10 % that raise a low-charge alert.
        _chargeBelow = random.Next(50) == 0 ? 7 : 15;
        Charge = 16 + random.NextDouble() * 70;
        IsCharging = random.Next(5) == 0;
        Latitude = 47.5 + random.NextDouble() * 6;
        Longitude = 7 + random.NextDouble() * 6;
        Altitude = 20 + random.NextDouble() * 500;
        OdometerKm = random.Next(500, 150_000);
        TripKm = IsCharging ? 0 : random.NextDouble() * 80;
        Speed = IsCharging ? 0 : 30 + random.NextDouble() * 70;
        BatteryTemperature = 24 + random.NextDouble() * 10;
        _target = Speed;
        _heading = random.NextDouble() * 360;
    }

    public bool IsCharging { get; private set; }

    /// <summary>State of charge in percent.</summary>
    public double Charge { get; private set; }

    /// <summary>km/h.</summary>
    public double Speed { get; private set; }

    /// <summary>Percent.</summary>
    public double Accelerator { get; private set; }

    /// <summary>Percent.</summary>
    public double Brake { get; private set; }

    public double Latitude { get; private set; }

    public double Longitude { get; private set; }

    /// <summary>Metres.</summary>
    public double Altitude { get; private set; }

    /// <summary>Degrees from north, 0 up to 360.</summary>
    public double Heading => _heading;

    /// <summary>°C.</summary>
    public double BatteryTemperature { get; private set; }

    /// <summary>Volts: 320 when empty, 400 when full.</summary>
    public double BatteryVoltage => 320 + Charge * 0.8;

    /// <summary>Kilometres.</summary>
    public double Range => Charge / 100 * BatteryKwh / KwhPerKm;

    public double OdometerKm { get; private set; }

    public double TripKm { get; private set; }

    /// <summary>Lets time pass, at most a minute at once.</summary>
    public void Advance(TimeSpan time)
    {
        var hours = Math.Min(time.TotalHours, 1.0 / 60);
        if (IsCharging)
            ChargeFor(hours);
        else
            DriveFor(hours);
        var restTemperature = IsCharging ? 38 : 28 + Speed * 0.06;
        BatteryTemperature += (restTemperature - BatteryTemperature) * Math.Min(1, hours * 6) + (_random.NextDouble() - 0.5) * 0.1;
    }

    private void ChargeFor(double hours)
    {
        Charge = Math.Min(100, Charge + ChargeKw * hours / BatteryKwh * 100);
        if (Charge < ChargeTo)
            return;
        IsCharging = false;
        TripKm = 0;
    }

    private void DriveFor(double hours)
    {
        if (Math.Abs(_target - Speed) < 1)
            _target = _random.NextDouble() * 130;
        // At most 2.5 km/h between two messages: abnormal driving starts at 30 km/h within the last ten.
        var change = Math.Clamp((_target - Speed) * 0.1, -2.5, 2.5);
        Speed = Math.Clamp(Speed + change, 0, 150);
        Accelerator = change >= 0 ? Math.Min(100, 8 + change * 30) : 0;
        Brake = change < 0 ? Math.Min(100, -change * 30) : 0;
        _heading = (_heading + (_random.NextDouble() - 0.5) * 6 + 360) % 360;

        var km = Speed * hours;
        OdometerKm += km;
        TripKm += km;
        Charge = Math.Max(0, Charge - km * KwhPerKm / BatteryKwh * 100);
        var radians = _heading * Math.PI / 180;
        Latitude += km / 111.2 * Math.Cos(radians);
        Longitude += km / (111.2 * Math.Cos(Latitude * Math.PI / 180)) * Math.Sin(radians);
        Altitude = Math.Clamp(Altitude + (_random.NextDouble() - 0.5) * 0.5, 0, 1200);
        if (Charge >= _chargeBelow)
            return;
        IsCharging = true;
        (Speed, Accelerator, Brake) = (0, 0, 0);
    }
}
