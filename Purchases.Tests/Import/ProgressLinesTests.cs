using Purchases.Local.Import;

namespace Purchases.Tests.Import;

public sealed class ProgressLinesTests
{
    [Fact]
    public void A_longer_command_prints_its_share_of_the_file_every_five_seconds()
    {
        var time = Some.Clock();
        using var output = new StringWriter();
        using var input = new MemoryStream(new byte[200]);
        var progress = new ProgressLines(output, "read", input, time);

        progress.Tell(1024);
        time.Advance(TimeSpan.FromSeconds(5));
        input.Position = 50;
        progress.Tell(123_456);
        progress.Tell(123_457);
        time.Advance(TimeSpan.FromSeconds(5));
        input.Position = 100;
        progress.Tell(200_000);

        Assert.Equal("123,456 lines read (25 %)\n200,000 lines read (50 %)\n", output.ToString().ReplaceLineEndings("\n"));
    }
}
