using Confluent.Kafka;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>
/// librdkafka's log lines, on standard error where it writes them by itself: the Functions host drops a logger's line that belongs to no
/// invocation. Failed connections get one line a minute at most; while the brokers are away librdkafka has several a second.
/// </summary>
internal sealed class ClientLines(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long? _toldAt;
    private int _leftOut;

    /// <summary>Called by librdkafka's threads, several at a time.</summary>
    public void Write(LogMessage line)
    {
        lock (_gate)
        {
            if (!IsOfConnections(line))
            {
                WriteLine(line, "");
            }
            else if (_toldAt is { } at && time.GetElapsedTime(at) < Interval)
            {
                _leftOut++;
            }
            else
            {
                WriteLine(line, _leftOut == 0 ? "" : $" ({_leftOut} lines of failed connections were left out before it)");
                (_toldAt, _leftOut) = (time.GetTimestamp(), 0);
            }
        }
    }

    // librdkafka's rd_kafka_broker_fail: FAIL is a connection that failed, ERROR says that no broker is left. One that worked and was
    // closed has level 6.
    private static bool IsOfConnections(LogMessage line) => line is { Facility: "FAIL" or "ERROR", Level: <= SyslogLevel.Error };

    private void WriteLine(LogMessage line, string remark) =>
        output.WriteLine($"%{(int)line.Level}|{line.Facility}|{line.Name}| {line.Message}{remark}");
}
