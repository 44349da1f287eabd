using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using Purchases.Functions.Kafka.Confirmed;
using Purchases.Tests.Support;

namespace Purchases.Tests.Kafka.Confirmed;

public sealed class ClientLinesTests : IDisposable
{
    private readonly FakeTimeProvider _time = Some.Clock();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly ClientLines _lines;

    public ClientLinesTests() => _lines = new(_output, _time);

    public void Dispose() => _output.Dispose();

    [Theory]
    [InlineData("FAIL")]
    [InlineData("ERROR")]
    public void Of_failed_connections_there_is_one_line_a_minute_which_says_how_many_were_left_out(string facility)
    {
        Write(facility, "first");
        Write("FAIL", "second");
        Write("ERROR", "third");
        _time.Advance(TimeSpan.FromSeconds(59));
        Write(facility, "fourth");
        _time.Advance(TimeSpan.FromSeconds(1));
        Write(facility, "fifth");
        _time.Advance(TimeSpan.FromMinutes(1));
        Write(facility, "sixth");

        Assert.Equal(
            $"""
            %3|{facility}|purchases#producer-1| first
            %3|{facility}|purchases#producer-1| fifth (3 lines of failed connections were left out before it)
            %3|{facility}|purchases#producer-1| sixth

            """,
            $"{_output}");
    }

    [Fact]
    public void All_others_are_written_as_they_come()
    {
        Write("FATAL", "first");
        Write("FAIL", "closed", SyslogLevel.Info);
        Write("FAIL", "second");
        Write("FATAL", "third");
        Write("FAIL", "closed", SyslogLevel.Info);

        Assert.Equal(
            """
            %3|FATAL|purchases#producer-1| first
            %6|FAIL|purchases#producer-1| closed
            %3|FAIL|purchases#producer-1| second
            %3|FATAL|purchases#producer-1| third
            %6|FAIL|purchases#producer-1| closed

            """,
            $"{_output}");
    }

    private void Write(string facility, string message, SyslogLevel level = SyslogLevel.Error) =>
        _lines.Write(new("purchases#producer-1", level, facility, message));
}
