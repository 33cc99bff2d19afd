namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>
/// Predicts a number as a weighted sum of others, with weights that follow the data: recursive least squares with forgetting.
/// IEEE 754 doubles, every operation rounded on its own and in the order written here, so that every machine computes the same.
/// </summary>
internal sealed class LinearPredictor
{
    private const double Forget = 0.998;
    private const double Doubt = 1.0;

    // Inputs that stay zero for long would make the doubts grow without end.
    private const double MostDoubt = 1e6;
    private readonly int _size;
    private readonly double[] _weights;
    private readonly double[] _doubts;
    private readonly double[] _gains;
    private double _usual = -1;

    internal LinearPredictor(int size)
    {
        _size = size;
        _weights = new double[size];
        _doubts = new double[size * size];
        _gains = new double[size];
        for (var i = 0; i < size; i++) _doubts[(i * size) + i] = Doubt;
    }

    private LinearPredictor(LinearPredictor from)
    {
        _size = from._size;
        _weights = [.. from._weights];
        _doubts = [.. from._doubts];
        _gains = new double[_size];
        _usual = from._usual;
    }

    internal LinearPredictor Copy() => new(this);

    /// <summary>The weighted sum; 0 where it is no number that fits.</summary>
    internal double Predict(ReadOnlySpan<double> inputs)
    {
        double sum = 0;
        for (var i = 0; i < _size; i++) sum += _weights[i] * inputs[i];
        return Math.Abs(sum) < 1e15 ? sum : 0;
    }

    /// <summary>Learns that the inputs gave a number, which was predicted with this error.</summary>
    internal void Learn(ReadOnlySpan<double> inputs, double error)
    {
        var spread = Forget;
        double trace = 0;
        for (var i = 0; i < _size; i++)
        {
            double gain = 0;
            for (var j = 0; j < _size; j++) gain += _doubts[(i * _size) + j] * inputs[j];
            _gains[i] = gain;
            spread += gain * inputs[i];
            trace += _doubts[(i * _size) + i];
        }

        if (!(spread >= Forget) || !(Math.Abs(error) < 1e15)) return;
        error = Bound(error);
        var fade = trace < MostDoubt ? Forget : 1.0;
        for (var i = 0; i < _size; i++)
        {
            var share = _gains[i] / spread;
            _weights[i] += share * error;
            for (var j = 0; j < _size; j++) _doubts[(i * _size) + j] = (_doubts[(i * _size) + j] - (share * _gains[j])) / fade;
        }
    }

    /// <summary>An error far beyond the usual ones is an accident that teaches nothing: it counts as the largest usual one.</summary>
    private double Bound(double error)
    {
        if (_usual < 0) _usual = Math.Abs(error);
        var most = (8.0 * _usual) + 1.0;
        var bounded = Math.Clamp(error, -most, most);
        _usual += (Math.Abs(bounded) - _usual) / 16.0;
        return bounded;
    }
}
