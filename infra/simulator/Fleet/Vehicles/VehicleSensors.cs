namespace ServerlessIot.Simulator.Fleet.Vehicles;

/// <summary>What a car's sensors show of its state: with their errors and at their resolution, which the messages' decimals do not tell alone.</summary>
internal sealed class VehicleSensors
{
    private const double MetresPerDegree = 111_200;

    // A satellite receiver: an error that wanders (atmosphere, reflections) and a smaller one of every fix; heights are twice as bad.
    private const double PlaceWander = 2;
    private const double PlaceWhite = 0.4;
    private const double PlaceMemory = 60;

    // Pedals on a vehicle bus (SAE J1939, SPN 91 and 521): 0.4 % a bit.
    private const double PedalStep = 0.4;
    private readonly VehicleState _car;
    private readonly Noise _noise;
    private double _north;
    private double _east;
    private double _up;
    private double _course;

    public VehicleSensors(VehicleState car, Random random)
    {
        (_car, _noise) = (car, new Noise(random));
        (_north, _east, _up, _course) = (_noise.White(PlaceWander), _noise.White(PlaceWander), _noise.White(2 * PlaceWander), car.Heading);
        Read(TimeSpan.Zero);
    }

    /// <summary>Degrees; 6 decimals are 0.1 m.</summary>
    public double Latitude { get; private set; }

    public double Longitude { get; private set; }

    /// <summary>Metres, to 0.1.</summary>
    public double Altitude { get; private set; }

    /// <summary>km/h by the wheels, to 0.1; exactly 0 when they stand.</summary>
    public double Speed { get; private set; }

    /// <summary>Degrees from north, to 0.1; a receiver keeps the last course of a car that stands.</summary>
    public double Heading { get; private set; }

    /// <summary>Percent, to 0.1: an estimate of the battery's computer, without noise.</summary>
    public double Charge { get; private set; }

    /// <summary>°C, to 0.1.</summary>
    public double BatteryTemperature { get; private set; }

    /// <summary>Volts, to 0.1.</summary>
    public double BatteryVoltage { get; private set; }

    /// <summary>Percent, to 0.4.</summary>
    public double Accelerator { get; private set; }

    /// <summary>Percent, to 0.4.</summary>
    public double Brake { get; private set; }

    /// <summary>Reads all of them.</summary>
    /// <param name="time">Since the last reading.</param>
    public void Read(TimeSpan time)
    {
        _north = _noise.Wander(_north, PlaceWander, time.TotalSeconds, PlaceMemory);
        _east = _noise.Wander(_east, PlaceWander, time.TotalSeconds, PlaceMemory);
        _up = _noise.Wander(_up, 2 * PlaceWander, time.TotalSeconds, PlaceMemory);
        Latitude = _car.Latitude + (_north + _noise.White(PlaceWhite)) / MetresPerDegree;
        Longitude = _car.Longitude + (_east + _noise.White(PlaceWhite)) / (MetresPerDegree * Math.Cos(_car.Latitude * Math.PI / 180));
        Altitude = _car.Altitude + _up + _noise.White(2 * PlaceWhite);

        var moves = _car.Speed > 0;
        Speed = moves ? Math.Max(0.1, _car.Speed + _noise.White(0.1)) : 0;
        if (_car.Speed > 3) _course = _car.Heading + _noise.White(20 / _car.Speed);
        Heading = (_course + 360) % 360;

        Charge = Math.Floor(_car.Charge * 10) / 10;
        BatteryTemperature = _car.BatteryTemperature + _noise.White(0.08);
        BatteryVoltage = _car.BatteryVoltage + _noise.White(0.15);
        Accelerator = Pedal(_car.Accelerator);
        Brake = Pedal(_car.Brake);
    }

    /// <summary>A pedal that is touched is never quite still.</summary>
    private double Pedal(double percent) => percent > 0 ? Math.Floor(Math.Clamp(percent + _noise.White(0.8), 0, 100) / PedalStep) * PedalStep : 0;
}
