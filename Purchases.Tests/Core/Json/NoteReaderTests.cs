using System.Text;
using Purchases.Core.Json;

namespace Purchases.Tests.Core.Json;

public sealed class NoteReaderTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("{}", null)]
    [InlineData("""{"note":null}""", null)]
    [InlineData("""{"note":""}""", null)]
    [InlineData("""{"note":"a test"}""", "a test")]
    [InlineData("""{"by":{"note":"not this one"},"n\u006fte":"caf\u00e9\n"}""", "café\n")]
    [InlineData("""{"\ud800":1,"note":"a test"}""", "a test")]
    [InlineData("\uFEFF{\"note\":\"a test\"}", "a test")]
    public void A_note_is_read_and_everything_else_is_ignored(string json, string? note)
    {
        Assert.True(NoteReader.TryRead(Encoding.UTF8.GetBytes(json), out var read, out var fault), fault?.Detail);
        Assert.Equal(note, read);
    }

    [Theory]
    [InlineData("""{"note":7}""", "must be a string, but is a number")]
    [InlineData("""{"note":["a"]}""", "must be a string, but is an array")]
    [InlineData("""{"note":{"note":"a"}}""", "must be a string, but is an object")]
    [InlineData("""{"note":"a\u0000"}""", "must not contain control characters, but has U+0000")]
    [InlineData("""{"note":"\ud800"}""", "must not contain an unpaired surrogate")]
    public void An_invalid_note_is_rejected_with_what_is_wrong(string json, string error)
    {
        Assert.False(NoteReader.TryRead(Encoding.UTF8.GetBytes(json), out _, out var fault));
        Assert.Equal([error], fault.Errors!["note"]);
        Assert.Equal($"note {error}", fault.Detail);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("""{"note":"a"}}""")]
    [InlineData("hello")]
    public void Text_that_is_not_JSON_is_rejected(string json)
    {
        Assert.False(NoteReader.TryRead(Encoding.UTF8.GetBytes(json), out _, out var fault));
        Assert.Null(fault.Errors);
    }
}
