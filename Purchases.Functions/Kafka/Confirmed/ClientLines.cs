using Confluent.Kafka;

namespace Purchases.Functions.Kafka.Confirmed;

/// <summary>
/// What librdkafka logs, on standard error as it would be without this, since the Functions host drops a logger's line that belongs to no
/// invocation. Of connections that fail it tells a line a minute at most: while the brokers are away librdkafka has several each second.
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

    // librdkafka's rd_kafka_broker_fail: a connection failed; no broker is left. A connection that worked and is closed is of level 6.
    private static bool IsOfConnections(LogMessage line) => line is { Facility: "FAIL" or "ERROR", Level: <= SyslogLevel.Error };

    private void WriteLine(LogMessage line, string remark) =>
        output.WriteLine($"%{(int)line.Level}|{line.Facility}|{line.Name}| {line.Message}{remark}");
}
