namespace ServerlessIot.Simulator.Fleet.Vehicles;

/// <summary>A car that drives until its battery is low, charges, and drives on. What it is, not what its sensors show: <see cref="VehicleSensors"/>.</summary>
internal sealed class VehicleState
{
    // A usual electric car: 75 kWh, 18 kWh per 100 km at 80 km/h, charged with 100 kW; 0.1 Ω inside the battery.
    private const double BatteryKwh = 75;
    private const double UsualKwhPerKm = 0.18;
    private const double ChargeKw = 100;
    private const double ChargeTo = 85;
    private const double Ohms = 0.1;

    // At most 2.5 km/h between two messages: abnormal driving starts at 30 km/h within the last ten.
    private const double MostChange = 2.4;
    private static readonly double[] Limits = [30, 50, 50, 70, 100, 120];
    private readonly Random _random;
    private readonly Noise _noise;
    private readonly double _chargeBelow;
    private double _target;
    private double _secondsAtTarget;
    private double _turn;
    private double _slope;
    private double _kwhPerKm = UsualKwhPerKm;
    private double _kw;

    /// <summary>A car somewhere between two charges; one in five is charging.</summary>
    public VehicleState(Random random)
    {
        _random = random;
        _noise = new Noise(random);
        // Most drivers charge at 15 %, one in fifty only below the 10 % that raise a low-charge alert.
        _chargeBelow = random.Next(50) == 0 ? 7 : 15;
        Charge = 16 + random.NextDouble() * 70;
        IsCharging = random.Next(5) == 0;
        Latitude = 47.5 + random.NextDouble() * 6;
        Longitude = 7 + random.NextDouble() * 6;
        Altitude = 20 + random.NextDouble() * 500;
        OdometerKm = random.Next(500, 150_000) + random.NextDouble();
        TripKm = IsCharging ? 0 : random.NextDouble() * 80;
        Speed = IsCharging ? 0 : 30 + random.NextDouble() * 70;
        BatteryTemperature = 24 + random.NextDouble() * 10;
        Heading = random.NextDouble() * 360;
        _target = Speed;
        _secondsAtTarget = random.NextDouble() * 60;
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
    public double Heading { get; private set; }

    /// <summary>°C.</summary>
    public double BatteryTemperature { get; private set; }

    /// <summary>Volts: at rest 320 when empty and 400 when full; less while power is drawn, more while it is charged.</summary>
    public double BatteryVoltage
    {
        get
        {
            var rest = 320 + Charge * 0.8;
            return rest - _kw * 1000 / rest * Ohms;
        }
    }

    /// <summary>Kilometres at the consumption of late.</summary>
    public double Range => Charge / 100 * BatteryKwh / _kwhPerKm;

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
        BatteryTemperature += (restTemperature - BatteryTemperature) * Math.Min(1, hours * 6) + _noise.White(0.02);
    }

    private void ChargeFor(double hours)
    {
        _kw = -ChargeKw;
        Charge = Math.Min(100, Charge + ChargeKw * hours / BatteryKwh * 100);
        if (Charge < ChargeTo)
            return;
        IsCharging = false;
        (TripKm, _kw) = (0, 0);
    }

    private void DriveFor(double hours)
    {
        var before = Speed;
        Steer(hours * 3600);

        // What a car does between two messages is not quite the mean of both.
        var km = Math.Max(0, (before + Speed) / 2 + _noise.White(Math.Min(before, Speed) * 0.01)) * hours;
        OdometerKm += km;
        TripKm += km;
        Use(km, hours, Speed - before);
        Move(km);
        if (Charge >= _chargeBelow)
            return;
        IsCharging = true;
        (Speed, Accelerator, Brake) = (0, 0, 0);
    }

    /// <summary>The driver follows the road's limit, waits at lights, and is never quite steady.</summary>
    private void Steer(double seconds)
    {
        if (Math.Abs(_target - Speed) < 3 && (_secondsAtTarget -= seconds) < 0)
        {
            var stops = _target > 0 && _random.Next(4) == 0;
            _target = stops ? 0 : Limits[_random.Next(Limits.Length)] * (0.9 + _random.NextDouble() * 0.15);
            _secondsAtTarget = stops ? 5 + _random.NextDouble() * 40 : 20 + _random.NextDouble() * 240;
        }

        var wish = (_target - Speed) * 0.3;
        if (_target > 0) wish += _noise.White(0.4);
        var change = Math.Clamp(wish, -MostChange, MostChange);
        Speed = _target == 0 && Speed < 1.5 ? 0 : Math.Clamp(Speed + change, 0, 150);
        Accelerator = Speed > 0 && change >= -0.3 ? Math.Min(100, 6 + Speed * 0.12 + Math.Max(0, change) * 14 + Math.Max(0, _slope) * 300) : 0;
        Brake = change < -0.3 || Speed == 0 ? Math.Min(100, 8 + -Math.Min(0, change) * 12) : 0;
    }

    /// <summary>Energy: rolling, air, the climb, and half of what braking gives back.</summary>
    private void Use(double km, double hours, double change)
    {
        var kwh = km * (0.1 + Speed * Speed / 80_000 + _slope * 5) + hours * 0.6;
        kwh += change * Math.Abs(change + 2 * (Speed - change)) * 2e-5 * (change > 0 ? 1 : 0.5);
        _kw = hours > 0 ? Math.Clamp(kwh / hours, -80, 150) : 0;
        Charge = Math.Clamp(Charge - kwh / BatteryKwh * 100, 0, 100);
        if (km > 0)
            _kwhPerKm = Math.Clamp(_kwhPerKm + (kwh / km - _kwhPerKm) * Math.Min(1, km / 30), 0.12, 0.3);
    }

    private void Move(double km)
    {
        // Roads bend, and slopes last, for some hundred metres; a standing car does neither.
        _turn = _noise.Wander(_turn, 25, km, 0.4);
        _slope = _noise.Wander(_slope, 0.015, km, 0.8);
        Heading = (Heading + _turn * Math.Min(km, 0.3) + 360) % 360;
        var radians = Heading * Math.PI / 180;
        Latitude += km / 111.2 * Math.Cos(radians);
        Longitude += km / (111.2 * Math.Cos(Latitude * Math.PI / 180)) * Math.Sin(radians);
        Altitude = Math.Clamp(Altitude + km * 1000 * _slope, 0, 1200);
    }
}
