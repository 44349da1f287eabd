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
    public void A_command_that_ends_at_once_prints_no_progress()
    {
        _time.Advance(TimeSpan.FromSeconds(4));
        _progress.Tell(1024);

        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void A_longer_command_prints_its_share_of_the_file_every_five_seconds()
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
    public void Progress_on_standard_input_has_no_share()
    {
        using var stream = new GZipStream(_input, CompressionMode.Decompress);
        var progress = new ProgressLines(_output, "read", stream, _time);
        _time.Advance(TimeSpan.FromSeconds(5));

        progress.Tell(1024);

        Assert.Equal("1,024 lines read", _output.ToString().Trim());
    }
}
