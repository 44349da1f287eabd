using System.Buffers;

namespace Purchases.Functions.Kafka;

/// <summary>Kafka's own rule for a topic's name (org.apache.kafka.common.internals.Topic), which also makes it a safe file name.</summary>
public static class TopicName
{
    /// <summary>The rule in words.</summary>
    public const string Rule = "1 to 249 letters, digits, '.', '_' or '-', and is not '.' or '..'";

    private const int CharsMax = 249;

    private static readonly SearchValues<char> Chars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= CharsMax && name is not ("." or "..") && !name.AsSpan().ContainsAnyExcept(Chars);
}
