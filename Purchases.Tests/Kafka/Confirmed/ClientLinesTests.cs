using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using Purchases.Functions.Kafka.Confirmed;

namespace Purchases.Tests.Kafka.Confirmed;

public sealed class ClientLinesTests : IDisposable
{
    private readonly FakeTimeProvider _time = Some.Clock();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly ClientLines _lines;

    public ClientLinesTests() => _lines = new(_output, _time);

    public void Dispose() => _output.Dispose();

    // What PLAINTEXT against a SASL listener makes librdkafka write, again and again.
    [Fact]
    public void Each_facility_has_one_line_a_minute_at_any_level_with_the_number_of_omitted_lines()
    {
        for (var second = 0; second < 60; second++)
        {
            Write("FAIL", $"disconnected {second}", SyslogLevel.Warning);
            Write("FAIL", $"closed {second}", SyslogLevel.Info);
            Write("GETPID", $"no producer id {second}", SyslogLevel.Warning);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Write("FAIL", "refused");
        Write("FATAL", "fenced", SyslogLevel.Emergency);

        Assert.Equal(
            """
            %4|FAIL|purchases#producer-1| disconnected 0
            %4|GETPID|purchases#producer-1| no producer id 0
            %3|FAIL|purchases#producer-1| refused (119 lines of FAIL were left out before this one)
            %0|FATAL|purchases#producer-1| fenced

            """,
            $"{_output}");
    }

    private void Write(string facility, string message, SyslogLevel level = SyslogLevel.Error) =>
        _lines.Write(new("purchases#producer-1", level, facility, message));
}
