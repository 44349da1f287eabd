using System.IO.Compression;
using Microsoft.Extensions.Time.Testing;
using Purchases.Local.Import;
using Purchases.Tests.Support;

namespace Purchases.Tests.Import;

public sealed class ProgressLinesTests : IDisposable
{
    private readonly FakeTimeProvider _time = Some.Clock();
    private readonly StringWriter _output = new();
    private readonly MemoryStream _input = new(new byte[200]);
    private readonly ProgressLines _progress;

    public ProgressLinesTests() => _progress = new(_output, "read", _input, _time);

    public void Dispose()
    {
        _output.Dispose();
        _input.Dispose();
    }

    [Fact]
    public void What_is_done_at_once_has_no_line()
    {
        _time.Advance(TimeSpan.FromSeconds(4));
        _progress.Tell(1024);

        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void What_takes_longer_has_one_each_five_seconds_with_its_share_of_the_file()
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        _input.Position = 50;
        _progress.Tell(123_456);
        _progress.Tell(123_457);
        _time.Advance(TimeSpan.FromSeconds(5));
        _input.Position = 100;
        _progress.Tell(200_000);

        Assert.Equal("123,456 lines read (25 %)\n200,000 lines read (50 %)\n", _output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Of_standard_input_there_is_no_share()
    {
        using var stream = new GZipStream(_input, CompressionMode.Decompress);
        var progress = new ProgressLines(_output, "read", stream, _time);
        _time.Advance(TimeSpan.FromSeconds(5));

        progress.Tell(1024);

        Assert.Equal("1,024 lines read", _output.ToString().Trim());
    }
}
