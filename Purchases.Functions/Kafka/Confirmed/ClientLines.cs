using Confluent.Kafka;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>
/// Writes librdkafka's log lines to standard error, as librdkafka does by default: the Functions host drops a logger's line that belongs to
/// no invocation. At most one line a minute for each facility (FAIL, ERROR, GETPID …): while connections fail, librdkafka logs several
/// lines a second, at various levels.
/// </summary>
internal sealed class ClientLines(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long At, int LeftOut)> _written = new(StringComparer.Ordinal);

    /// <summary>Called by librdkafka's threads, concurrently.</summary>
    public void Write(LogMessage line)
    {
        lock (_gate)
        {
            if (_written.TryGetValue(line.Facility, out var last) && time.GetElapsedTime(last.At) < Interval)
            {
                _written[line.Facility] = last with { LeftOut = last.LeftOut + 1 };
                return;
            }

            _written[line.Facility] = (time.GetTimestamp(), 0);
            var remark = last.LeftOut == 0 ? "" : $" ({last.LeftOut} lines of {line.Facility} were left out before this one)";
            output.WriteLine($"%{(int)line.Level}|{line.Facility}|{line.Name}| {line.Message}{remark}");
        }
    }
}
