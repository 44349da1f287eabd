namespace Purchases.Core;

/// <summary>
/// A setting is missing or malformed. The message is one line: its name, what is wrong with it and what to do; never a value that
/// may be secret.
/// </summary>
public sealed class SettingsException(string message) : Exception(message);
